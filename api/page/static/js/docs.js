// The API manual: Swagger UI over this server's own description, nothing from elsewhere.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#manual",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
